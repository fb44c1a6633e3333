import Channel
import Store

/// Mistakes that a simulation worth its name finds: each is a wrapper between an executor and the store. Nothing that is
/// shipped knows of them.
package enum PlantedBug: String, CaseIterable, Sendable, CustomStringConvertible {
  /// Load, decide and write are not under one lock: two executors may step the same instance.
  case guardDropped = "guard dropped"
  /// A state that is left keeps its timers.
  case timersNotCancelled = "timers not cancelled"
  /// A message leaves within the step that decides it, before that is committed.
  case sentBeforeCommit = "sent before commit"
  /// The inbox is read from where the last reading ended.
  case inboxByPosition = "inbox read by position"
  /// A message that may have arrived is sent again as if it had not.
  case uncertainForgotten = "uncertain forgotten"

  package var description: String { rawValue }

  func planted(
    in store: any Store, _ channels: [SimulatedChannel], _ ledger: Ledger, _ scheduler: Scheduler
  ) -> any Store {
    switch self {
    case .guardDropped: UnguardedStore(inner: store)
    case .timersNotCancelled: TimerKeepingStore(inner: store)
    case .sentBeforeCommit: HastyStore(inner: store, channels: channels)
    case .inboxByPosition: PositionStore(inner: store)
    case .uncertainForgotten: ForgetfulStore(inner: store)
    }
  }
}
