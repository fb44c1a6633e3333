/// A language that dates are written in for people.
package enum Language: String, Hashable, CaseIterable, Sendable {
  case english = "en"
  case german = "de"
  /// With Bengali digits.
  case bengali = "bn"

  var months: [String] {
    switch self {
    case .english:
      [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
      ]
    case .german:
      ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"]
    case .bengali:
      [
        "জানুয়ারী", "ফেব্রুয়ারী", "মার্চ", "এপ্রিল", "মে", "জুন", "জুলাই", "আগস্ট", "সেপ্টেম্বর", "অক্টোবর", "নভেম্বর", "ডিসেম্বর",
      ]
    }
  }

  var shortMonths: [String] {
    switch self {
    case .english: ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    case .german: ["Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"]
    case .bengali: ["জানু", "ফেব", "মার্চ", "এপ্রিল", "মে", "জুন", "জুলাই", "আগস্ট", "সেপ্টেম্বর", "অক্টোবর", "নভেম্বর", "ডিসেম্বর"]
    }
  }

  /// From Monday.
  var weekdays: [String] {
    switch self {
    case .english: ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    case .german: ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"]
    case .bengali: ["সোমবার", "মঙ্গলবার", "বুধবার", "বৃহস্পতিবার", "শুক্রবার", "শনিবার", "রবিবার"]
    }
  }

  /// From Monday.
  var shortWeekdays: [String] {
    switch self {
    case .english: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    case .german: ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"]
    case .bengali: ["সোম", "মঙ্গল", "বুধ", "বৃহস্পতি", "শুক্র", "শনি", "রবি"]
    }
  }

  /// A number's ASCII digits in the language's own.
  func digits(_ ascii: String) -> String {
    guard self == .bengali else { return ascii }
    let zero: UInt32 = 0x9e6
    return String(
      String.UnicodeScalarView(
        ascii.unicodeScalars.map { scalar in
          (0x30...0x39).contains(scalar.value) ? Unicode.Scalar(zero + scalar.value - 0x30) ?? scalar : scalar
        }))
  }
}
