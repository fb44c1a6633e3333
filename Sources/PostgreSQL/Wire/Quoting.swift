/// A name as SQL takes it between double quotes.
package func quoted(_ name: String) -> String {
  "\"" + name.replacing("\"", with: "\"\"") + "\""
}
