import Foundation
import Report

extension Health {
  /// Whether the databases that reports ask answer, and whether their accounts could write.
  static func databases(_ access: StoreAccess, _ call: Invocation) async -> [Finding] {
    let room: ReadingRoom
    do {
      room = try ReadingRoom(
        access, directory: call.directory, environment: call.environment, user: "doctor", clock: SystemClock(),
        complain: { call.terminal.complain($0) })
    } catch {
      return [Finding(weight: .trouble, subject: "sources", text: "\(error)", wayOut: "tocsin report list")]
    }
    var found: [Finding] = []
    for name in room.databases.names where name != DatabaseShelf.ownName { found.append(await finding(name, room.databases)) }
    await room.close()
    return found
  }

  private static func finding(_ name: String, _ shelf: DatabaseShelf) async -> Finding {
    do {
      switch try await shelf.source(name).account() {
      case .reads: return Finding(weight: .fine, subject: name, text: "answers, and lets us only read")
      case .writes:
        return Finding(
          weight: .trouble, subject: name, text: "its account can write, and a write that was tried went through (it was undone)",
          wayOut: "Give sources/\(name).yaml an account that may only read.")
      }
    } catch {
      return Finding(weight: .trouble, subject: name, text: "\(error)", wayOut: "sources/\(name).yaml; tocsin query \(name) \"SELECT 1\"")
    }
  }
}
