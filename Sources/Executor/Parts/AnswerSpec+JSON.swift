import CEL
import Workflow

extension AnswerSpec {
  /// As a part of the outbox keeps it: whoever takes an answer in has the words that were on the button.
  var json: Value {
    var fields: ValueMap = ["event": .string(event), "label": .string(label)]
    if !labels.isEmpty {
      var words = ValueMap()
      for (language, label) in labels.sorted(by: { $0.key < $1.key }) { words[language] = .string(label) }
      fields["labels"] = .map(words)
    }
    if asksReason { fields["reason"] = .bool(true) }
    return .map(fields)
  }

  init?(json: Value) {
    guard let event = json["event"]?.string, let label = json["label"]?.string else { return nil }
    var labels: [String: String] = [:]
    for entry in json["labels"]?.map ?? ValueMap() { labels[entry.key.text] = entry.value.string }
    self.init(event: event, label: label, labels: labels, asksReason: json["reason"]?.bool ?? false)
  }
}
