/// A macro as a reader needs it: how it is written and what it means. Macros have no overloads, since their variables are names.
package struct MacroForm: Sendable {
  package let name: String
  /// How it is written, as often as there are ways to.
  package let forms: [String]
  /// What it means, in a sentence or two.
  package let doc: String
  /// An expression that uses it and is true.
  package let example: String

  private init(_ name: String, _ forms: [String], _ doc: String, example: String) {
    self.name = name
    self.forms = forms
    self.doc = doc
    self.example = example
  }

  /// All of them but `cel.block`, which programs write and people do not.
  package static let all: [MacroForm] = tests + lists + maps + values

  private static let tests: [MacroForm] = [
    MacroForm(
      "has", ["has(value.field)"], "Whether a field that may be absent is there.", example: #"has({"a": 1}.a) && !has({"a": 1}.b)"#),
    MacroForm(
      "all", ["list.all(i, condition)", "map.all(key, value, condition)", "list.all(index, i, condition)"],
      "Whether the condition holds for every element, or for every entry's key; true of an empty list. A false one decides, whatever fails.",
      example: "[1, 2, 3].all(i, i > 0)"),
    MacroForm(
      "exists", ["list.exists(i, condition)", "map.exists(key, value, condition)", "list.exists(index, i, condition)"],
      "Whether the condition holds for an element, or for an entry's key. A true one decides, whatever fails.",
      example: "[1, 2, 3].exists(i, i > 2)"),
    MacroForm(
      "exists_one", ["list.exists_one(i, condition)"], "Whether the condition holds for exactly one element.",
      example: "[1, 2, 3].exists_one(i, i > 2)"),
    MacroForm(
      "existsOne", ["list.existsOne(i, condition)", "map.existsOne(key, value, condition)"],
      "Whether the condition holds for exactly one element or entry.", example: #"{"a": 1, "b": 2}.existsOne(k, v, v > 1)"#),
  ]

  private static let lists: [MacroForm] = [
    MacroForm(
      "filter", ["list.filter(i, condition)"], "The elements for which the condition holds.",
      example: "[1, 2, 3].filter(i, i != 2) == [1, 3]"),
    MacroForm(
      "map", ["list.map(i, value)", "list.map(i, condition, value)"], "A value for each element, or for each that fits a condition.",
      example: "[1, 2, 3].map(i, i > 1, i * 10) == [20, 30]"),
    MacroForm(
      "transformList", ["list.transformList(index, i, value)", "list.transformList(index, i, condition, value)"],
      "As `map`, with the element's position, or with an entry's key and value.",
      example: #"["a", "b"].transformList(n, i, string(n) + i) == ["0a", "1b"]"#),
    MacroForm(
      "sortBy", ["list.sortBy(i, key)", "sortBy(list, i, key)"], "The elements in the order of their keys; equal ones stay as they came.",
      example: "[3, 1, 2].sortBy(i, -i) == [3, 2, 1]"),
    MacroForm(
      "groupBy", ["list.groupBy(i, key)", "groupBy(list, i, key)"],
      "Groups with `key` and `values`, in the order in which their keys first appear.",
      example: "groupBy([1, 2, 3], i, i % 2)[0].values == [1, 3]"),
  ]

  private static let maps: [MacroForm] = [
    MacroForm(
      "transformMap", ["map.transformMap(key, value, new)", "map.transformMap(key, value, condition, new)"],
      "The map with a new value for each key; a list becomes a map by position.",
      example: #"{"a": 1}.transformMap(k, v, v + 1) == {"a": 2}"#),
    MacroForm(
      "transformMapEntry",
      ["map.transformMapEntry(key, value, {new: value})", "map.transformMapEntry(key, value, condition, {new: value})"],
      "A map of new entries; the same key twice is an error.", example: #"{"a": 1}.transformMapEntry(k, v, {v: k}) == {1: "a"}"#),
  ]

  private static let values: [MacroForm] = [
    MacroForm(
      "cel.bind", ["cel.bind(name, value, result)"], "The result, in which the value has a name.", example: "cel.bind(x, 3, x * x) == 9"),
    MacroForm(
      "optMap", ["optional.optMap(x, value)"], "An optional with a value made of this one's; empty where this is.",
      example: "optional.of(2).optMap(x, x * 10).value() == 20"),
    MacroForm(
      "optFlatMap", ["optional.optFlatMap(x, optional)"], "The optional made of this one's value; empty where this is.",
      example: #"{"a": {"b": 1}}.?a.optFlatMap(x, x.?b).value() == 1"#),
  ]
}
