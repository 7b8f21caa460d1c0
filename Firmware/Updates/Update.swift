// A new app or new glyphs, taken in pieces: checked, written, and only then made the ones in use. Must never leave the
// board with neither the old app nor the new one, nor use anything that the maker hasn't signed.

/// Why a file isn't taken.
public enum UpdateFault: UInt8, Sendable {
  case none
  /// This app was built without a maker's key.
  case noKey
  /// Not whole sectors, or no room for a signature.
  case notWhole
  case tooLarge
  /// Neither an app of this clock nor glyphs.
  case notOurs
  case otherChip
  /// Older than the app that runs, or not newer where that is wanted.
  case older
  /// Not newer than the app that was rolled back.
  case rolledBack
  case unsigned
  case otherKey
  case damaged
  case flash
  /// It ended too early.
  case cut
  /// Glyphs without their signature before them.
  case sealMissing

  /// For a page.
  public var name: StaticString {
    switch self {
    case .none: ""
    case .noKey: "no-key"
    case .notWhole: "not-whole"
    case .tooLarge: "too-large"
    case .notOurs: "not-ours"
    case .otherChip: "other-chip"
    case .older: "older"
    case .rolledBack: "rolled-back"
    case .unsigned: "unsigned"
    case .otherKey: "other-key"
    case .damaged: "damaged"
    case .flash: "flash"
    case .cut: "cut"
    case .sealMissing: "seal-missing"
    }
  }
}

public struct Update<B: UpdateBoard & ~Copyable>: ~Copyable {
  public enum State: UInt8, Sendable { case idle, receiving, done, failed }
  public enum Kind: UInt8, Sendable { case unknown, app, glyphs }

  private static var sector: Int { 4_096 }
  /// Written at once: a few milliseconds.
  private static var piece: Int { 1_024 }
  /// What `WritableFlash` programs.
  private static var unit: Int { 16 }

  private var board: B
  public private(set) var state = State.idle
  public private(set) var kind = Kind.unknown
  public private(set) var fault = UpdateFault.none
  /// Of the whole file, and how much of it has been taken.
  public private(set) var length: UInt32 = 0
  public private(set) var taken: UInt32 = 0
  private var wantsNewer = false
  /// Whether the signature's sector comes first. Glyphs must come so: they overwrite those in use, and nobody but the maker
  /// may do that. Apps may come in either order.
  private var isSealed = false
  /// A piece on its way to flash, or the signature.
  private var bytes: [1216 of UInt8] = .init(repeating: 0)
  private var count = 0
  /// The glyphs' first bytes, written last: without them the partition reads as empty.
  private var first: [16 of UInt8] = .init(repeating: 0)
  private var digest: [32 of UInt8] = .init(repeating: 0)
  /// What the maker has signed.
  private var sealed: [32 of UInt8] = .init(repeating: 0)
  private var keyDigest: [32 of UInt8] = .init(repeating: 0)

  public init(_ board: consuming B) { self.board = board }

  /// Of the content without its signature.
  private var contentSize: UInt32 { length &- UInt32(truncatingIfNeeded: Update.sector) }
  /// How much of it has been taken.
  private var contentTaken: UInt32 { isSealed ? taken &- UInt32(truncatingIfNeeded: Update.sector) : taken }

  /// - Parameters:
  ///   - length: of the file, in bytes.
  ///   - wantsNewer: whether an app of the version that runs is refused, too.
  /// - Returns: whether it may come.
  public mutating func begin(_ length: UInt32, wantsNewer: Bool) -> Bool {
    (state, kind, fault) = (.receiving, .unknown, .none)
    (self.length, taken, count, self.wantsNewer, isSealed) = (length, 0, 0, wantsNewer, false)
    let sector = UInt32(truncatingIfNeeded: Update.sector)
    if !board.hasKey { return fail(.noKey) }
    if length % sector != 0 || length < 2 &* sector { return fail(.notWhole) }
    board.beginHash()
    return true
  }

  /// Takes a piece of the file. `mayWrite` says whether flash may be erased and written now: not until `kind` is known,
  /// since glyphs that are in use mustn't be erased.
  /// - Returns: how many bytes were taken; all once it has failed, since nobody needs the rest.
  public mutating func take(_ piece: Span<UInt8>, mayWrite: Bool) -> Int {
    guard state == .receiving else { return piece.count }
    if taken == 0, piece.count > 0 { isSealed = SignatureBlock.isBeginning(piece[0]) }
    var used = 0
    while used < piece.count, taken < length {
      let isContent = isSealed ? taken >= UInt32(truncatingIfNeeded: Update.sector) : taken < contentSize
      if isContent, count == Update.piece &- 1, !mayWrite { return used }
      // Of the signature's sector only its beginning says something.
      if isContent || count < SignatureBlock.size {
        bytes[count] = piece[used]
        count &+= 1
      }
      used &+= 1
      taken &+= 1
      if isSealed, taken == UInt32(truncatingIfNeeded: Update.sector) {
        let found = checkSeal()
        guard found == .none else {
          _ = fail(found)
          return piece.count
        }
        count = 0
        board.beginHash()
        continue
      }
      if isContent, contentTaken == UInt32(truncatingIfNeeded: AppHeader.size) {
        let found = look()
        guard found == .none else {
          _ = fail(found)
          return piece.count
        }
      }
      if isContent, count == Update.piece, !write() { return piece.count }
    }
    return used
  }

  /// All has come: checks it and makes it the one in use.
  /// - Returns: whether it is; an app from the next start on.
  public mutating func end() -> Bool {
    guard state == .receiving else { return false }
    guard taken == length else { return fail(.cut) }
    var digest = digest.mutableSpan
    board.endHash(into: &digest)
    let found = isSealed ? UpdateFault.none : checkSeal()
    guard found == .none else { return fail(found) }
    for index in 0..<32 where sealed[index] != self.digest[index] { return fail(.damaged) }
    guard kind == .app ? board.selectSlot() : finishGlyphs() else { return fail(.flash) }
    state = .done
    return true
  }

  /// What was being sent won't come to its end.
  public mutating func abandon() {
    if state == .receiving { _ = fail(.cut) }
  }

  /// As if there had been none.
  mutating func forget() { (state, kind, fault) = (.idle, .unknown, .none) }

  /// - Returns: false.
  private mutating func fail(_ fault: UpdateFault) -> Bool {
    (state, self.fault) = (.failed, fault)
    return false
  }

  // MARK: Writing

  private mutating func write() -> Bool {
    let start = Int(contentTaken) &- count
    board.addToHash(bytes.span.extracting(first: count))
    if start == 0, kind == .glyphs {
      for index in 0..<Update.unit { first[index] = bytes[index] }
    }
    let size = count
    let isWritten =
      kind == .app
      ? Update.write(bytes.span.extracting(first: size), to: &board.slot, at: start, from: 0)
      : Update.write(
        bytes.span.extracting(first: size), to: &board.glyphs, at: start, from: start == 0 ? Update.unit : 0)
    count = 0
    return isWritten || fail(.flash)
  }

  /// - Parameter first: what is before it stays erased.
  private static func write(
    _ bytes: Span<UInt8>, to flash: inout some WritableFlash & ~Copyable, at start: Int, from first: Int
  ) -> Bool {
    do throws(FlashError) {
      if start % sector == 0 { try flash.eraseSector(at: start) }
      try flash.program(pieces: bytes.extracting(first...), at: start &+ first)
      return true
    } catch {
      return false
    }
  }

  private mutating func finishGlyphs() -> Bool {
    do throws(FlashError) {
      try board.glyphs.program(first.span, at: 0)
      return true
    } catch {
      return false
    }
  }

  // MARK: Checks

  /// What the file's beginning says.
  private mutating func look() -> UpdateFault {
    let piece = bytes.span.extracting(first: count)
    if GlyphTableLayout.isBeginning(piece) {
      // What is looked for once a day are apps.
      guard !wantsNewer else { return .notOurs }
      kind = .glyphs
      guard isSealed else { return .sealMissing }
      return Int(contentSize) <= board.glyphs.size ? .none : .tooLarge
    }
    guard AppHeader.isApp(piece), AppHeader.isClock(piece), let version = AppHeader.version(piece),
      let own = AppVersion.own
    else { return .notOurs }
    kind = .app
    guard AppHeader.chip(piece) == board.chip else { return .otherChip }
    guard Int(contentSize) <= board.slot.size else { return .tooLarge }
    guard version >= own, !wantsNewer || version > own else { return .older }
    var text: [32 of UInt8] = .init(repeating: 0)
    var buffer = text.mutableSpan
    let size = board.rolledBackVersion(into: &buffer)
    if size > 0, let bad = AppVersion(text.span.extracting(first: min(size, 32))), version <= bad { return .rolledBack }
    return .none
  }

  /// Whether what is signed is so by the maker's key: what it is, is for the end to compare.
  private mutating func checkSeal() -> UpdateFault {
    let block = bytes.span.extracting(first: min(count, SignatureBlock.size))
    guard SignatureBlock.isWhole(block) else { return .unsigned }
    for index in 0..<32 { sealed[index] = block[SignatureBlock.digest.lowerBound &+ index] }
    board.beginHash()
    board.addToHash(block.extracting(SignatureBlock.key))
    var own = keyDigest.mutableSpan
    board.endHash(into: &own)
    guard board.isTrusted(keyDigest: keyDigest.span) else { return .otherKey }
    let isSigned = board.verify(
      sealed.span, modulus: block.extracting(SignatureBlock.modulus),
      exponent: block.extracting(SignatureBlock.exponent),
      signature: block.extracting(SignatureBlock.signature))
    return isSigned ? .none : .damaged
  }
}

extension GlyphTableLayout {
  static func isBeginning(_ bytes: Span<UInt8>) -> Bool {
    let magic = magic
    for index in 0..<8 where index >= bytes.count || bytes[index] != magic[index] { return false }
    return true
  }
}
