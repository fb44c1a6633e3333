import Glibc

/// Swift's own hook on its global queue: what is enqueued on a universe's thread goes to that universe, everything else where
/// it always goes. No shipped code knows of it.
enum GlobalQueueHook {
  private typealias Original = @convention(thin) (UnownedJob) -> Void
  private typealias Hook = @convention(thin) (UnownedJob, Original) -> Void

  /// The scheduler of the thread that asks, by thread.
  private static let present: pthread_key_t = {
    var key = pthread_key_t()
    pthread_key_create(&key, nil)
    return key
  }()

  private static let isInstalled: Bool = {
    guard let address = dlsym(nil, "swift_task_enqueueGlobal_hook") else { return false }
    let hook: Hook = { job, original in
      if let scheduler = GlobalQueueHook.scheduler { scheduler.enqueue(job) } else { original(job) }
    }
    address.assumingMemoryBound(to: Hook?.self).pointee = hook
    return true
  }()

  private static var scheduler: Scheduler? {
    pthread_getspecific(present).map { Unmanaged<Scheduler>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Makes this thread the scheduler's for as long as the body runs.
  static func within(_ scheduler: Scheduler, _ body: () -> Void) {
    precondition(isInstalled, "the Swift runtime has no hook on its global queue")
    pthread_setspecific(present, Unmanaged.passUnretained(scheduler).toOpaque())
    body()
    pthread_setspecific(present, nil)
  }

  /// Runs a job here and now, as the global queue would.
  static func run(_ job: UnownedJob) {
    runJob(job, generic)
  }

  /// The executor of tasks that have none of their own: two zero words.
  private static let generic = unsafeBitCast((0, 0), to: UnownedSerialExecutor.self)
}

@_silgen_name("swift_job_run") private func runJob(_ job: UnownedJob, _ executor: UnownedSerialExecutor)
