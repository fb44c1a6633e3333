import Machine

extension StepRecord.Change {
  /// As the history tells it.
  func words(_ times: TimeText) -> String {
    switch self {
    case .left(let path): "left \(path)"
    case .entered(let path, _): "entered \(path)"
    case .assigned(let field): "set \(field)"
    case .itemOpened(let id): "row \(id) opened"
    case .itemClosed(let id): "row \(id) closed"
    case .itemChanged(let id): "row \(id) changed"
    case .timerSet(let timer, let path): "\(path.isEmpty ? "next" : "timer of \(path)") is due \(times.minute(timer.due))"
    case .childNamed(_, let workflow, let key): "started \(workflow)/\(key)"
    case .appended(let table): "added a row to \(table)"
    case .raised(let event): "raised \(event)"
    case .logged(let line): "logged: \(line)"
    case .passedOver(let reason): "passed over: \(reason)"
    }
  }
}
