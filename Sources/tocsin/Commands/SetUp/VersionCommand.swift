import CEL

extension Command {
  static let version = Command(
    name: "version", summary: "Print the version.",
    run: { call in
      let json: Value = ["version": .string(Version.text), "epoch": .int(Int64(Version.epoch))]
      call.terminal.write(call.isJSON ? JSON.write(json) : "tocsin \(Version.text)")
      return .success
    })
}
