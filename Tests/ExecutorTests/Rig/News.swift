import Executor
import Store
import StoreProbe
import Synchronization

/// What the executors of a story told.
final class News: ExecutorListener {
  private let heard = Mutex<[ExecutorNews]>([])
  /// Called with each piece of news, on the executor's own task.
  let hook = Mutex<(@Sendable (ExecutorNews) -> Void)?>(nil)

  func hear(_ news: ExecutorNews) {
    heard.withLock { $0.append(news) }
    hook.withLock { $0 }?(news)
  }

  var count: Int { heard.withLock { $0.count } }
  var all: [ExecutorNews] { heard.withLock { $0 } }

  var troubles: [StoreError] {
    all.compactMap { if case .storeTrouble(let error) = $0 { error } else { nil } }
  }

  var outdated: [Delivery] {
    all.compactMap { if case .outdated(let delivery) = $0 { delivery } else { nil } }
  }
}
