// What the clock tells whoever keeps a log. Must never be needed for it to go on.

/// What has happened, for a log.
public enum ClockEvent: Sendable {
  /// A panel (0...3) shows a glyph now.
  case drew(panel: Int, GlyphChoice, minute: LocalTime, Refresh)
  /// A panel is blank now, as the first one of a twelve-hour clock is from 1 to 9 o'clock.
  case cleared(panel: Int, minute: LocalTime, Refresh)
  /// A panel spells its digit in letters, since none of its glyphs can be read.
  case spelled(panel: Int, digit: UInt8, minute: LocalTime, Refresh)
  /// A block of the glyph partition is damaged; the clock leaves out `count` of the digit's glyphs, from `first` on.
  /// `total` is how many times this has happened since the start.
  case blockSkipped(digit: UInt8, first: UInt32, count: UInt32, total: UInt32)
  /// A panel's refresh failed; the clock tries again at the next minute, with another glyph, and if that fails too,
  /// after growing pauses.
  case panelFailed(panel: Int, PanelError)
  /// A panel that had failed works again.
  case panelRecovered(panel: Int)
  /// The panels say that the time is not known, and what the user can do about it.
  case timeUnknown(TimeObstacle?)
  /// The panels say that they rest, or are left as they are where the cell can't feed even that.
  case atRest(Rest)
  /// The panels say that there are no usable glyphs.
  case glyphsUnusable(GlyphTableError)
  case glyphsUsable(GlyphTable)
  /// What the journal has done.
  case journal(JournalEvent)
  /// What the time source has done.
  case time(TimeEvent)
}

/// Why the panels rest.
public enum Rest: UInt8, Sendable { case quietHours, emptyCell }

/// Takes the clock's events. It may write them anywhere, but must return soon: a minute waits for it.
public protocol ClockObserver: ~Copyable {
  mutating func record(_ event: ClockEvent)
}
