import Machine
import Store

/// What an id of ours in a mail's References names: a message, or the conversation as a whole.
enum ThreadReference: Hashable {
  case part(PartID)
  case thread(InstanceID, String)

  /// `<instance.step.index.part@domain>` or `<instance.thread@domain>`; nil for ids of others.
  init?(_ id: String, domain: String) {
    guard id.hasPrefix("<"), id.hasSuffix(">"), let at = id.lastIndex(of: "@") else { return nil }
    guard id[id.index(after: at)...].dropLast().lowercased() == domain.lowercased() else { return nil }
    let local = id[id.index(after: id.startIndex)..<at]
    let words = local.split(separator: ".", omittingEmptySubsequences: false)
    guard let first = words.first, let instance = InstanceID(String(first)), words.count > 1 else { return nil }
    // The fifth word names the company that it went in: a digest.
    if words.count == 4 || words.count == 5 && words[4].hasPrefix("d"), let part = PartID("\(words[0])/\(words[1])/\(words[2]).\(words[3])")
    {
      self = .part(part)
    } else {
      self = .thread(instance, words.dropFirst().joined(separator: "."))
    }
  }

  var instance: InstanceID {
    switch self {
    case .part(let part): part.effect.instance
    case .thread(let instance, _): instance
    }
  }
}
