/// The seam to whatever remembers: verbs that each happen wholly or not at all.
///
/// Two stores keep it, one in memory and one in PostgreSQL, and one conformance suite holds both to it. A verb that
/// cannot reach the database throws `StoreError`, whose `retry` says whether waiting helps; nothing is half done then.
/// Times come in as arguments; leases alone run by the store's own clock.
package protocol Store: DefinitionStore, StepStore, InboxStore, DeliveryStore, ChannelStore, ExecutorStore, ClockStore,
  OperatorStore, BookStore, AuditStore, OverviewStore, OperationsStore, UpkeepStore
{}
