/// The answer to THREAD (RFC 5256): `(2)(3 6 (4 23)(44 7 96))` are two conversations.
enum ThreadList {
  static func lists(_ text: String) -> [[Int]] {
    var lists: [[Int]] = []
    var depth = 0
    var number = ""
    func take() {
      if let value = Int(number), !lists.isEmpty { lists[lists.count - 1].append(value) }
      number = ""
    }
    for character in text {
      switch character {
      case "(":
        take()
        if depth == 0 { lists.append([]) }
        depth += 1
      case ")":
        take()
        depth -= 1
      case "0"..."9": number.append(character)
      default: take()
      }
    }
    return lists
  }
}
