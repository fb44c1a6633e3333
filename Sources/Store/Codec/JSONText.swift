package import CEL

/// The one place where values become the JSON that is kept, and come back from it as undeclared JSON.
package enum JSONText {
  /// Keeps the order of maps; timestamps, durations and bytes become text.
  package static func text(_ value: Value) -> String { JSON.write(value) }

  /// The same, as UTF-8 behind what is there.
  package static func write(_ value: Value, onto bytes: inout [UInt8]) { JSON.write(value, onto: &bytes) }

  package static func value(_ text: String) throws(StoreError) -> Value {
    do throws(JSONError) {
      return try JSON.parse(text)
    } catch {
      throw broken(error)
    }
  }

  package static func value(_ bytes: [UInt8]) throws(StoreError) -> Value {
    do throws(JSONError) {
      return try JSON.parse(bytes)
    } catch {
      throw broken(error)
    }
  }

  private static func broken(_ error: JSONError) -> StoreError {
    StoreError(retry: .never, message: "a stored row cannot be read: its JSON is broken", detail: error.description)
  }
}
