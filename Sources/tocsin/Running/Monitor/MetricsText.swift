import Calendar
import Machine
import Store

/// Figures in the text form that Prometheus reads (exposition format 0.0.4).
struct MetricsText {
  static let contentType = "text/plain; version=0.0.4; charset=utf-8"
  private(set) var text = ""

  /// - Parameters:
  ///   - health: the whole, as the database tells it; nil where it could not be asked.
  init(_ counts: Metrics.Counts, _ health: Health?, isReady: Bool) {
    family("tocsin_up", "gauge", "Whether the database answered and this executor is at work.", [([], isReady ? 1 : 0)])
    family("tocsin_build_info", "gauge", "The version of this executor.", [([("version", Version.text)], 1)])
    own(counts)
    if let health { whole(health) }
  }

  private mutating func own(_ counts: Metrics.Counts) {
    family("tocsin_steps_total", "counter", "Steps that this executor made.", [([], Double(counts.steps))])
    family("tocsin_step_faults_total", "counter", "Instances that this executor faulted.", [([], Double(counts.faults))])
    family("tocsin_effects_total", "counter", "Effects that its steps decided.", [([], Double(counts.effects))])
    family(
      "tocsin_deliveries_claimed_total", "counter", "Deliveries that this executor leased.",
      counts.claimed.sorted { $0.key < $1.key }.map { ([("channel", $0)], Double($1)) })
    family(
      "tocsin_redacted_instances_total", "counter", "Ended instances that retention took values out of.", [([], Double(counts.redacted))])
    family("tocsin_removed_instances_total", "counter", "Ended instances that were removed.", [([], Double(counts.removed))])
    family("tocsin_late_timers_total", "counter", "Timers that ran more than a minute late.", [([], Double(counts.late))])
    family("tocsin_timer_lateness_seconds_sum", "counter", "By how much timers ran late, summed.", [([], counts.latenessSeconds)])
    family("tocsin_timer_lateness_seconds_max", "gauge", "The latest that a timer ran since the start.", [([], counts.latenessMaxSeconds)])
    family(
      "tocsin_deliveries_total", "counter", "Deliveries by channel and outcome.",
      counts.deliveries.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { ([("channel", $0[0]), ("outcome", $0[1])], Double($1)) })
    family(
      "tocsin_delivery_retries_total", "counter", "Attempts that are to be repeated.",
      counts.retries.sorted { $0.key < $1.key }.map { ([("channel", $0)], Double($1)) })
    family("tocsin_leases_lost_total", "counter", "Leases that ran out or were taken over.", [([], Double(counts.leasesLost))])
    family("tocsin_store_troubles_total", "counter", "Verbs that the database could not carry out.", [([], Double(counts.storeTroubles))])
    family("tocsin_clock_jumps_total", "counter", "Jumps of the database's clock.", [([], Double(counts.clockJumps))])
    family(
      "tocsin_braked_messages_total", "counter", "Messages that the brake held.",
      counts.braked.sorted { $0.key < $1.key }.map { ([("channel", $0)], Double($1)) })
    family(
      "tocsin_standing_still", "gauge", "Whether the installation is of another epoch than this executor.",
      [([], counts.isOfAnotherEpoch ? 1 : 0)])
  }

  private mutating func whole(_ health: Health) {
    family(
      "tocsin_instances", "gauge", "Instances by workflow and status.",
      health.overview.workflows.flatMap { workflow in
        Instance.Status.allCases.map { ([("workflow", workflow.name), ("status", $0.rawValue)], Double(workflow.counts[$0] ?? 0)) }
      })
    family("tocsin_due_instances", "gauge", "Instances that wait for an executor.", [([], Double(health.overview.due))])
    let late = health.overview.oldestDue.map { max(0, (health.now - $0).seconds) } ?? 0
    family("tocsin_oldest_due_seconds", "gauge", "How long the oldest of them waits.", [([], late)])
    family(
      "tocsin_messages", "gauge", "Parts of effects that are not settled well, by channel and status.",
      health.overview.channels.flatMap { channel in
        [
          ("pending", channel.pending), ("held", channel.held), ("sending", channel.sending), ("uncertain", channel.uncertain),
          ("failed", channel.failed),
        ].map { ([("channel", channel.name), ("status", $0.0)], Double($0.1)) }
      })
    family(
      "tocsin_channel_up", "gauge", "Whether a channel is neither down nor paused.",
      health.channels.map { ([("channel", $0.name)], $0.isDown || $0.pause != nil ? 0 : 1) })
    family("tocsin_incidents_open", "gauge", "Incidents that wait for a person.", [([], Double(health.overview.openIncidents))])
    family("tocsin_executors", "gauge", "Executors at work.", [([], Double(health.present.count))])
    family(
      "tocsin_outbox_fenced", "gauge", "Whether the outbox is held after a restore.",
      [([], health.fence.since != nil || health.fence.isCopy ? 1 : 0)])
  }

  private mutating func family(_ name: String, _ type: String, _ help: String, _ samples: [([(String, String)], Double)]) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
    for (labels, value) in samples {
      let inside = labels.map { "\($0.0)=\"\(Self.escaped($0.1))\"" }.joined(separator: ",")
      text += name + (labels.isEmpty ? "" : "{\(inside)}") + " \(Self.number(value))\n"
    }
  }

  private static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
  }

  private static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text.unicodeScalars {
      switch character {
      case "\\": escaped += "\\\\"
      case "\"": escaped += "\\\""
      case "\n": escaped += "\\n"
      default: escaped.unicodeScalars.append(character)
      }
    }
    return escaped
  }
}
