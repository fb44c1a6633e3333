import Workflow

extension CodePage {
  static let yaml: [CodePage] = [
    CodePage(
      .yamlSyntax,
      "The file cannot be read as YAML from here on. Mostly a tab, a quotation mark that is never closed, or lines that do not line up.",
      """
      workflow: example
      initial: open
      states:
      \topen: {after: {2d: closed}}
        closed: {type: final}
      """, plain),
    CodePage(
      .yamlQuoting,
      """
      Within `{ … }` a comma, a colon and a brace belong to YAML. An expression that has one there is put into quotation marks,
      else its parts become keys of their own.
      """,
      """
      workflow: example
      initial: open
      states:
        open: {always: {guard: startOfMonth(now, closed, target: closed}, after: {2d: closed}}
        closed: {type: final}
      """,
      """
      workflow: example
      initial: open
      states:
        open: {always: {guard: 'now > addMonths(instance.openedAt, 1)', target: closed}, after: {2d: closed}}
        closed: {type: final}
      """),
    CodePage(
      .duplicateKey, "YAML would keep one of the two and forget the other in silence. Put them together, or rename one.",
      """
      workflow: example
      initial: open
      states:
        open: {after: {2d: closed}}
        closed: {type: final}
        open: {after: {3d: closed}}
      """, plain),
    CodePage(
      .yamlAlias,
      """
      `*name` stands for what `&name` marked further up in the same file. There is no such mark, or it lies around the alias
      itself.
      """,
      """
      workflow: example
      initial: open
      states:
        open: {after: {2d: *end}}
        closed: {type: final}
      """,
      """
      workflow: example
      initial: open
      states:
        open: {after: {2d: &end closed}, on: {done: *end}}
        closed: {type: final}
      """),
    CodePage(
      .yamlTag,
      """
      To YAML a bare `!` begins a tag, and tags are not used here. A condition that begins with "not" is put into quotation
      marks.
      """,
      """
      workflow: example
      data: {seen: bool = false}
      initial: open
      states:
        open: {always: {guard: !data.seen, target: closed}, after: {2d: closed}}
        closed: {type: final}
      """,
      """
      workflow: example
      data: {seen: bool = false}
      initial: open
      states:
        open: {always: {guard: '!data.seen', target: closed}, after: {2d: closed}}
        closed: {type: final}
      """),
    CodePage(
      .yamlDocument, "A file is one workflow. `---` begins another document, and an empty file is none at all.",
      """
      workflow: example
      ---
      initial: open
      """, plain),
    CodePage(
      .yamlLimit, "Files that people write are smaller and flatter than this; such a one is a mistake, or an attack.",
      "workflow: " + String(repeating: "[", count: 200), plain),
  ]

  /// Nothing is wrong with it.
  static let plain = """
    workflow: example
    initial: open
    states:
      open: {after: {2d: closed}}
      closed: {type: final}
    """
}
