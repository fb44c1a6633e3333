import CEL
package import Channel

/// Cards into a folder instead of into the world: one readable JSON file each, named after its effect, so that a resend is the
/// same file.
package struct CardFolderChannel: Channel {
  package let name: String
  package let limits = ChannelLimits(concurrentSends: 4)
  package let onUncertain = UncertainPolicy.resend
  private let room: String
  private let folder: String
  private let capture: CaptureFolder

  /// - Parameters:
  ///   - name: the channel's; that of a Teams room where it is not said.
  ///   - folder: each room gets a folder of its own in it.
  package init(name: String? = nil, room: String, folder: String) {
    self.name = name ?? "teams/\(room)"
    self.room = room
    self.folder = folder
    capture = CaptureFolder(folder: folder)
  }

  package func compose(_ part: OutgoingPart) throws(CompositionError) -> [UInt8] { try TeamsEnvelope.compose(part) }

  package func send(_ bytes: [UInt8], _ part: OutgoingPart) async -> Outcome {
    guard case .card(let body) = part.body else { return .failedPermanently(Answer(text: "a mail cannot be captured as a card")) }
    guard let target = CaptureFolder.fileName(room), let id = CaptureFolder.fileName(part.id.replacingSlashes) else {
      return .failedPermanently(Answer(text: "the card's id is too long for a file name"))
    }
    let place = "\(folder)/\(target)/\(id).json"
    switch await capture.write(Array((JSON.pretty(body.card) + "\n").utf8), name: "\(id).json", target: target) {
    case .written: return .delivered(Answer(text: "captured", detail: place, queueID: id))
    case .alreadyThere: return .delivered(Answer(text: "captured before", detail: place, queueID: id))
    case .occupied: return .failedPermanently(Answer(text: "another card with this id was captured before", detail: place))
    case .failed(let detail): return .unavailable(Answer(text: "the capture folder cannot be written", detail: detail))
    }
  }
}

extension String {
  fileprivate var replacingSlashes: String { String(map { $0 == "/" ? "." : $0 }) }
}
