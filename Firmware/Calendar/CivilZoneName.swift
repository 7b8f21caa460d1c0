// The abbreviation of a zone's time, such as CEST. Must never hold a byte that a POSIX TZ string can't have in one.

public struct CivilZoneName: Equatable, BitwiseCopyable, Sendable {
  /// The longest in use have six letters; anything beyond this limit is taken for a mistake.
  public static var longest: Int { 16 }

  private var letters: [16 of UInt8] = .init(repeating: 0)
  public private(set) var count = 0

  init() {}

  static var utc: CivilZoneName {
    var name = CivilZoneName()
    _ = name.append(0x55) && name.append(0x54) && name.append(0x43)
    return name
  }

  /// ASCII letters, digits, + and -.
  /// - Parameter index: 0..<count
  public subscript(index: Int) -> UInt8 {
    letters[index]
  }

  /// Whether there was room.
  mutating func append(_ letter: UInt8) -> Bool {
    guard count < letters.count else { return false }
    letters[count] = letter
    count &+= 1
    return true
  }

  public static func == (left: CivilZoneName, right: CivilZoneName) -> Bool {
    guard left.count == right.count else { return false }
    for index in 0..<left.count where left.letters[index] != right.letters[index] { return false }
    return true
  }
}
