import Synchronization

/// What one of several says first; one waits for it, and what the others say later is not heard.
final class FirstWord<Word: Sendable>: Sendable {
  private enum State {
    case silent
    case awaited(CheckedContinuation<Word, Never>)
    case said(Word)
    case heard
  }

  private let state = Mutex(State.silent)

  func say(_ word: Word) {
    let waiting: CheckedContinuation<Word, Never>? = state.withLock { state in
      switch state {
      case .silent:
        state = .said(word)
        return nil
      case .awaited(let continuation):
        state = .heard
        return continuation
      case .said, .heard: return nil
      }
    }
    waiting?.resume(returning: word)
  }

  func heard() async -> Word {
    await withCheckedContinuation { continuation in
      let said: Word? = state.withLock { state in
        if case .said(let word) = state {
          state = .heard
          return word
        }
        state = .awaited(continuation)
        return nil
      }
      if let said { continuation.resume(returning: said) }
    }
  }
}
