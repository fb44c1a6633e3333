/// A mapping that authors write: which keys it can have, and what stands under each.
///
/// Readers refuse every other key, and the JSON Schemas by which editors complete and check are made of the same table: a key is
/// added to the language by a line here.
package struct Form: Sendable {
  package struct Key: Sendable {
    package var name: String
    package var shape: Shape
    /// One line for who hovers over the key.
    package var help: String
    package var isRequired: Bool

    package init(_ name: String, _ shape: Shape, _ help: String, required: Bool = false) {
      self.name = name
      self.shape = shape
      self.help = help
      self.isRequired = required
    }
  }

  /// What the other forms of the file call it.
  package let name: String
  /// What complaints call it: "a state".
  package let what: String
  package let keys: [Key]
  /// Their names.
  package let names: [String]

  package init(_ name: String, _ what: String, _ keys: [Key]) {
    self.name = name
    self.what = what
    self.keys = keys
    names = keys.map(\.name)
  }

  /// The same with further keys, under another name.
  package func extended(_ name: String, _ what: String, by more: [Key]) -> Form { Form(name, what, keys + more) }
}

/// What may stand under a key.
package indirect enum Shape: Sendable {
  case any
  /// Any scalar, read as text.
  case text
  /// Of CEL; a bare `true` or `3` is one too.
  case expression
  /// A letter, then letters, digits, `_` and `-`.
  case name
  /// `10m`, `2h`, `3 business days`, `PT5M`.
  case duration
  /// Five fields.
  case cron
  /// `true` or `false`.
  case flag
  case integer(ClosedRange<Int>)
  case number(ClosedRange<Double>)
  /// One of a few.
  case words([String])
  /// A mapping of the form with this name.
  case form(String)
  /// A mapping whose keys the author chooses.
  case mapping(Shape)
  /// The same where the keys are names.
  case named(Shape)
  case list(Shape)
  /// One, or a list of them.
  case some(Shape)
  case either([Shape])
  /// Nothing after the key, as in `waiting:`.
  case nothing

  /// The raw values of an enumeration.
  package static func word<Word: RawRepresentable<String> & CaseIterable>(of: Word.Type) -> Shape {
    .words(Word.allCases.map(\.rawValue))
  }
}

/// A kind of file that authors write.
package struct FileForm: Sendable {
  /// What `tocsin schema` calls it.
  package var name: String
  package var title: String
  /// Where such files lie, from the installation's folder.
  package var files: String
  /// The file's own mapping first, then those within it.
  package var forms: [Form]

  package init(_ name: String, title: String, files: String, _ forms: [Form]) {
    self.name = name
    self.title = title
    self.files = files
    self.forms = forms
  }
}
