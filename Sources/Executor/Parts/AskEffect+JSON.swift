import CEL
import Calendar
import Machine
import Store
import Workflow

extension AskEffect {
  func part(of effect: Effect, at now: Instant) -> OutboxPart {
    OutboxPart(
      effect: effect.id, part: 0, channel: ChannelName.source(source), entry: effect.entry, body: json, nextAt: now,
      onUncertain: .repeatSilently)
  }

  var json: Value {
    var fields: ValueMap = ["source": .string(source), "input": input]
    if let timeoutSeconds { fields["timeoutSeconds"] = .int(Int64(timeoutSeconds)) }
    var policy: ValueMap = [
      "delaySeconds": .int(Int64(retry.delaySeconds)), "backoff": .string(retry.backoff.rawValue),
      "jitter": .double(retry.jitter),
    ]
    if let attempts = retry.attempts { policy["attempts"] = .int(Int64(attempts)) }
    if let until = retry.until { policy["until"] = .string(until.description) }
    fields["retry"] = .map(policy)
    fields["isErrorHandled"] = .bool(isErrorHandled)
    return .map(fields)
  }

  init(json: Value) throws {
    guard let source = json["source"]?.string, let input = json["input"], let policy = json["retry"],
      let backoff = policy["backoff"]?.string.flatMap(RetryPolicy.Backoff.init(rawValue:))
    else { throw PartError(description: "a kept question names no source, or no retry policy") }
    let retry = Retry(
      attempts: policy["attempts"]?.int.map(Int.init), delaySeconds: Int(policy["delaySeconds"]?.int ?? 0),
      backoff: backoff, jitter: policy["jitter"]?.double ?? 0,
      until: try policy["until"]?.string.map { try Instant(parsing: $0) })
    self.init(
      source: source, input: input, timeoutSeconds: json["timeoutSeconds"]?.int.map(Int.init), retry: retry,
      isErrorHandled: json["isErrorHandled"]?.bool ?? true)
  }
}
