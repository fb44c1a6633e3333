package import Channel

/// Mails into a Maildir instead of into the world: what `tocsin` does where no mail server is set up. A mail's file is named after
/// its Message-ID, so a resend is the same file.
package struct MaildirChannel: Channel {
  package let name: String
  package let limits = ChannelLimits(concurrentSends: 4)
  package let onUncertain = UncertainPolicy.resend
  private let composer: MailComposer
  private let capture: CaptureFolder
  private let folder: String

  package init(name: String = "email", folder: String, identity: MailIdentity) {
    self.name = name
    self.folder = folder
    composer = MailComposer(identity: identity)
    capture = CaptureFolder(folder: folder)
  }

  package func compose(_ part: OutgoingPart) throws(CompositionError) -> [UInt8] {
    _ = try Mailbox.envelopeAddress(part.recipient.address, field: "recipient")
    return try composer.compose(part)
  }

  package func merge(_ parts: [OutgoingPart]) -> (bytes: [UInt8], count: Int)? { composer.merge(parts) }

  package func send(_ bytes: [UInt8], _ part: OutgoingPart) async -> Outcome {
    guard let name = CaptureFolder.fileName(String(part.messageID.dropFirst().dropLast())) else {
      return .failedPermanently(Answer(text: "the Message-ID is too long for a file name"))
    }
    // As a mail server writes into a mailbox: the envelope's recipient on top, lines ended by LF alone.
    let delivered = Array("Delivered-To: \(part.recipient.address)\n".utf8) + bytes.filter { $0 != 0x0D }
    switch await capture.write(delivered, name: name, target: "new", lookAlso: ["cur"]) {
    case .written: return .delivered(Answer(text: "captured", detail: "\(folder)/new/\(name)", queueID: name))
    case .alreadyThere: return .delivered(Answer(text: "captured before", detail: "\(folder)/new/\(name)", queueID: name))
    case .occupied:
      return .failedPermanently(Answer(text: "another mail with this Message-ID was captured before", detail: "\(folder)/new/\(name)"))
    case .failed(let detail): return .unavailable(Answer(text: "the capture folder cannot be written", detail: detail))
    }
  }
}
