// The letters of the signs. Must never grow beyond what a sign needs.

/// From A on, each of seven rows of five pixels as a character: "@" and what the row's bits make, the leftmost in bit 4.
/// A switch over arrays would take twice the flash. There is no Q.
private var letterRows: StaticString {
  """
  NQQ_QQQ ^QQ^QQ^ NQPPPQN ^QQQQQ^ _PP^PP_ _PP^PPP \
  NQPWQQN QQQ_QQQ NDDDDDN GBBBBRL QRTXTRQ PPPPPP_ \
  Q[UUQQQ QYUUSQQ NQQQQQN ^QQ^PPP @@@@@@@ ^QQ^TRQ \
  OPPNAA^ _DDDDDD QQQQQQN QQQQQJD QQQUU[Q QQJDJQQ \
  QQJDDDD _ABDHP_
  """
}

/// Row 0...6 of an upper-case ASCII letter, its leftmost pixel in bit 4; blank for anything else.
public func letterRow(_ character: UInt8, _ row: Int) -> UInt8 {
  let index = Int(character &- UInt8(ascii: "A"))
  guard index < 26 else { return 0 }
  return letterRows.utf8Start[index &* 8 &+ row] &- UInt8(ascii: "@")
}
