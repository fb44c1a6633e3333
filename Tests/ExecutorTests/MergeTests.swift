import CEL
import Channel
import ChannelTeams
import Curl
import TestSupport
import Testing

@Suite struct `Cards that wait` {
  private static let flood = """
    workflow: flood
    timezone: Europe/Berlin
    initial: open
    states:
      open:
        on: {alarm: {actions: [{forEach: {n: '[1, 2, 3, 4, 5, 6, 7]'}, actions: [{teams: {channel: alerts, card: alarm}}]}]}}
        after: {1d: over}
      over: {type: final}
    """

  @Test(arguments: StoreKind.allCases)
  func `go as one when the webhook's rate lets the next one through, and each is accounted for`(kind: StoreKind) async throws {
    let server = try await ScriptServer.start("web.py")
    let room = TeamsChannel(room: "alerts", webhook: Secret("http://127.0.0.1:\(server.port)/workflow"))
    let narrow = Postbox(room, limits: ChannelLimits(concurrentSends: 1, windows: [.init(messages: 2, seconds: 1)]))
    try await Rig.run(kind, Setup(Self.flood, edit: { $0.channels = [narrow] })) { rig in
      let id = try await rig.open("flood")
      try await rig.send("alarm", to: id)
      try await rig.until("all seven are delivered") { try await rig.messages().count { $0.contains(" delivered") } == 7 }
      #expect(narrow.mergedCount > 0, "nothing went together")
      #expect(try server.said("post").count < 7)
      #expect(try server.said("post").contains { $0.body?.contains("messages that waited") == true })
    }
  }
}
