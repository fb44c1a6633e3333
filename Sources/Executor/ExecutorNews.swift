package import Calendar
package import Machine
package import Store

/// What an executor did, as it did it: for the live timeline, the log, and tests.
package enum ExecutorNews: Sendable {
  case stepped(Instance, StepRecord, parts: [OutboxPart])
  case faulted(Instance, IncidentOpening)
  /// Faulted without being stepped: no process survived its step, or its row cannot be read.
  case faultedUnseen([InstanceID])
  case settled(Delivery, Settlement, at: Instant)
  /// Somebody else had taken the delivery over; this executor's word about it changed nothing.
  case outdated(Delivery)
  case swept([SweptDelivery])
  case channelDown(String, reason: String)
  case channelUp(String)
  /// Too many messages were about to go; they are held.
  case braked(String, held: Int)
  /// Deliveries were leased on a channel.
  case claimed(String, count: Int)
  /// Records of ended instances were redacted or removed, as their time was over.
  case tidied(redacted: Int, removed: Int)
  /// The store could not do what was asked; it is asked again.
  case storeTrouble(StoreError)
  /// The database's clock jumped against real time; the executor stands still for a while, then follows it.
  case clockJumped(seconds: Double)
  /// The installation belongs to another generation than this executor, which stands still.
  case wrongEpoch(found: Int, expected: Int)
  case careful(deaths: Int)
  case timeLapse(Instant, isIdle: Bool)
}

/// Hears the news; called from several tasks at once.
package protocol ExecutorListener: Sendable {
  func hear(_ news: ExecutorNews)
}
