import Mail
import Workflow

/// Finds the answer that somebody meant: the first line of the new text is one of the words, alone or with more behind a mark.
/// “not ack” and “ack?” are none.
enum ReplyWords {
  static func match(_ reply: ReplyText, _ answers: [AnswerSpec]) -> (event: String, reason: String?)? {
    guard let first = lines(reply).first else { return nil }
    for answer in answers {
      for word in words(of: answer) {
        guard let rest = rest(of: first, after: word) else { continue }
        let more = ([rest] + lines(reply).dropFirst()).filter { !$0.isEmpty }.joined(separator: "\n")
        return (answer.event, more.isEmpty ? nil : String(more.prefix(reasonCharactersMax)))
      }
    }
    return nil
  }

  static let reasonCharactersMax = 2_000

  /// The event's own name, the words on its button; `ack` for what everybody calls so.
  static func words(of answer: AnswerSpec) -> [String] {
    [answer.label, answer.event] + (answer.event == "acknowledged" ? ["acknowledge", "ack"] : [])
  }

  private static func lines(_ reply: ReplyText) -> [String] {
    reply.words.split(separator: "\n").map { $0.trimmingBlanks }.filter { !$0.isEmpty }
  }

  /// What follows the word on the line: empty where nothing does, nil where the line does not begin with it.
  private static func rest(of line: String, after word: String) -> String? {
    let (low, sought) = (line.lowercased(), word.lowercased())
    guard low.hasPrefix(sought) else { return nil }
    let rest = low.dropFirst(sought.count)
    guard let mark = rest.first else { return "" }
    guard [".", "!", ",", ":", ";", "–", "—"].contains(mark) || rest.hasPrefix(" -") || rest.hasPrefix(" –") else { return nil }
    let marks: Set<Character> = [".", "!", ",", ":", ";", "–", "—", "-", " "]
    return String(line.dropFirst(sought.count).drop { marks.contains($0) })
  }
}

extension Substring {
  var trimmingBlanks: String {
    var text = self
    while text.first?.isWhitespace ?? false { text.removeFirst() }
    while text.last?.isWhitespace ?? false { text.removeLast() }
    return String(text)
  }
}
