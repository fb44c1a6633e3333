import CEL
package import Calendar
import Channel
package import Executor
import Machine
package import Store
import Template
package import Workflow

/// An installation on virtual time: the executor itself over a store in memory, one thing after the other. Time jumps to the next
/// moment at which something is due; the same installation, deeds and seed give the same steps and the same bytes.
package actor Simulation {
  /// What the simulated installation is given, beside its workflows.
  package struct Surroundings: Sendable {
    package var from: Instant
    package var seed: UInt64 = 0
    package var answers = AnswerBook()
    /// By channel.
    package var troubles: [String: [ChannelTrouble]] = [:]
    /// People who do what their messages ask of them, or something else, by chance.
    package var hasRandomPeople = false
    /// Whether anybody looks at what mails say beside their subjects; without, it is worked out and not written down.
    package var keepsWords = true

    package init(from: Instant) { self.from = from }
  }

  /// The books, at any moment between two runs; nothing else writes to them.
  package nonisolated let store: MemoryStore
  package nonisolated let installation: SimulatedInstallation
  package private(set) var now: Instant
  private let surroundings: Surroundings
  private let rounds: ExecutorRounds
  private let time: VirtualTime
  private let news: SimulationNews
  private let post = Post()
  private var deeds = DeedQueue()
  private var explorer: Explorer?
  private var deedsDone = 0
  private var moments = 0
  /// Messages that another store had sent when this simulation began.
  package private(set) var takenOver: Set<PartID> = []

  /// A simulation with more moments than this does not come to an end.
  package static let momentsMax = 1_000_000
  /// Rounds within one moment: an instance that makes new work for itself at the same time again and again.
  private static let roundsMax = 10_000

  package init(_ installation: SimulatedInstallation, _ surroundings: Surroundings) {
    self.installation = installation
    self.surroundings = surroundings
    now = surroundings.from
    let time = VirtualTime(surroundings.from, seed: surroundings.seed)
    let start = surroundings.from
    store = MemoryStore(engine: "simulation", leaseClock: { start })
    self.time = time
    news = SimulationNews(explores: surroundings.hasRandomPeople)
    explorer = surroundings.hasRandomPeople ? Explorer(seed: surroundings.seed) : nil
    let live = installation.live
    rounds = ExecutorRounds(
      Executor.Parts(
        identity: ExecutorRecord(id: ExecutorID(text: "simulation"), host: "", processID: 0, version: "simulation"),
        machine: Machine(installation: installation.name), store: store, loader: installation.loader,
        couriers: Self.couriers(installation, surroundings, time, post),
        renderer: PartRenderer(
          channels: Set(installation.forms.map(\.name)), workbooks: installation.workbooks, links: installation.links,
          language: installation.language, keepsWords: surroundings.keepsWords), live: { live },
        clock: time, listener: news))
  }

  /// Children are opened and parents told before anybody is asked, and everybody is asked before messages go.
  private static func couriers(
    _ installation: SimulatedInstallation, _ surroundings: Surroundings, _ time: VirtualTime, _ post: Post
  ) -> [any Courier] {
    let names = Set(surroundings.answers.entries.keys).union(installation.sources.keys)
      .union(installation.workflows.flatMap(\.definition.questions))
    let systems = Set(names.map { ChannelName.source($0) }).sorted()
    var couriers: [any Courier] = [StartCourier(installation: installation.name), TellCourier()]
    couriers += systems.map { QuestionCourier(channel: $0, book: surroundings.answers) }
    couriers += installation.forms.sorted { $0.name < $1.name }.map { form -> any Courier in
      MessageCourier(
        link: RecordingChannel(form: form, troubles: surroundings.troubles[form.name] ?? [], time: time, post: post),
        domain: installation.domain)
    }
    return couriers
  }

  /// Begins: the clock stands at `from`, the workflows are deployed; the starts of those in `scheduled` open instances.
  package func begin(_ workflows: [SimulatedInstallation.Deployable], scheduled: Set<String>) async throws {
    await store.startTimeLapse(at: now)
    _ = await store.installation(default: installation.name)
    for one in workflows {
      let starts = scheduled.contains(one.definition.name) ? one.definition.starts.count : 0
      _ = try await store.deploy(one.closure, starts: starts, at: now)
    }
  }

  package func add(_ deed: Deed) { deeds.add(deed) }

  var answers: AnswerBook { surroundings.answers }

  func noteTakenOver(_ part: PartID) { takenOver.insert(part) }

  /// Goes on until everything that is due by `end` is done; the clock then stands there.
  package func run(until end: Instant) async throws {
    while true {
      try await settle()
      try await explore()
      let limit = deeds.next.map { min(end, $0.at.adding(microseconds: -1)) } ?? end
      switch try await store.advanceTimeLapse(limit: limit) {
      case .moved(let reached):
        try move(to: reached)
      case .busy:
        throw SimulationError(await stuck())
      case .idle(let reached):
        try move(to: reached)
        guard let deed = deeds.next, deed.at <= end else { return }
        _ = deeds.take()
        try await perform(deed)
      }
    }
  }

  /// Goes on until nothing is due any more, or `end` is reached.
  /// - Returns: when the last thing was done.
  package func runOut(until end: Instant) async throws -> Instant {
    var last = now
    while true {
      guard let next = try await nextMoment(), next <= end else { return last }
      try await run(until: next)
      last = next
    }
  }

  /// When something is due next, or done by somebody; nil where nothing ever is.
  private func nextMoment() async throws -> Instant? {
    try await settle()
    let due = await store.nextDue(after: now)
    return [due, deeds.next?.at].compactMap { $0 }.min()
  }

  private func move(to reached: Instant) throws {
    now = max(now, reached)
    time.move(to: now)
    moments += 1
    guard moments <= Self.momentsMax else {
      throw SimulationError("more than \(Self.momentsMax) moments, and no end in sight at \(now)")
    }
  }

  /// Does all that is due now.
  private func settle() async throws {
    for _ in 0..<Self.roundsMax {
      while try await rounds.step() > 0 {}
      if try await rounds.deliver() == 0 { return }
    }
    throw SimulationError("\(Self.roundsMax) rounds of messages and answers at \(now), and still there is more")
  }

  private func stuck() async -> String {
    let waiting = await store.parts(PartFilter(statuses: [.pending, .sending], messagesOnly: false))
    let channels = Set(waiting.filter { $0.part.nextAt <= now }.map(\.part.channel)).sorted()
    let trouble = news.take().troubles.last.map { ": \($0.message)" } ?? ""
    return "at \(now) something is due that nobody carries out (\(channels.joined(separator: ", ")))\(trouble)"
  }
}

/// Why a simulation cannot go on; safe to show.
package struct SimulationError: Error, Hashable, Sendable, CustomStringConvertible {
  package let description: String

  init(_ description: String) { self.description = description }
}

extension Simulation {
  /// What was delivered so far, in order.
  package var sent: [SentMessage] { post.all }
  package var taken: TakenTransitions { news.taken }
  package nonisolated var unanswered: [UnansweredQuestions.Question] { surroundings.answers.unanswered.all }
  /// The definitions that were met so far, as the executor loaded them.
  package var definitions: [DefinitionHash: LoadedDefinition] {
    get async { await rounds.definitions }
  }

  private func perform(_ deed: Deed) async throws {
    deedsDone += 1
    switch deed.kind {
    case .open(let key, let input, let data, let items): try await open(deed, key, input, data, items)
    case .event(let name, let key, let data, let by):
      let newest = await store.instance(workflow: deed.workflow, key: key)?.id
      try await tell(newest ?? id(deed.workflow, key), deed, .occurred(name: name, data: data, by: by))
    case .press(let event, let data, let by):
      guard let workflow = installation.workflow(deed.workflow) else { return }
      for (number, start) in workflow.definition.starts.enumerated() {
        guard case .on(event: event) = start.trigger else { continue }
        try await tell(id(deed.workflow, Schedule.key(number)), deed, .occurred(name: event, data: data, by: by))
      }
    }
  }

  private func id(_ workflow: String, _ key: String) -> InstanceID {
    InstanceID(installation: installation.name, workflow: workflow, key: key, run: 1)
  }

  private func tell(_ id: InstanceID, _ deed: Deed, _ event: Event) async throws {
    _ = try await store.append(
      InboxEvent(instance: id, key: "simulation/\(deedsDone)", at: max(deed.at, now), event: event))
  }

  private func open(_ deed: Deed, _ key: String, _ input: Value, _ data: Value, _ items: [Value]?) async throws {
    guard let workflow = installation.workflow(deed.workflow) else { return }
    let instance = Instance(
      id: id(deed.workflow, key), workflow: deed.workflow, key: key, run: 1, hash: workflow.closure.hash,
      openedAt: max(deed.at, now), input: input, data: data)
    _ = try await store.open(
      Opening(instance: instance, again: true, items: items, parent: nil, installation: installation.name))
  }

  /// Lets random people react to what they were sent.
  private func explore() async throws {
    guard var people = explorer else { return }
    let definitions = await rounds.definitions
    for deed in people.reactions(to: news.take(), definitions, at: now) { deeds.add(deed) }
    explorer = people
  }
}
