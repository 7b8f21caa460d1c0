// Four panels at the far end of the link, the same for every board with a link. Must never know which serial line it
// is.

#if canImport(Firmware)
  import Firmware
#endif

extension PanelRow {
  /// - Parameter kinds: from the left.
  public init<Port: BytePort & ~Copyable, Time: MonotonicTime>(
    _ link: SharedLink<Port, Time>, _ kinds: [4 of PanelKind], _ settings: RefreshSettings = RefreshSettings()
  )
  where
    B.Bus == LinkBus<Port, Time>, B.Output == LinkOutput<Port, Time>, B.Input == LinkBusy<Port, Time>, B.Time == Time,
    B.Supply == AlwaysOn
  {
    self.init(
      settings: settings,
      wires: PanelWires(
        bus: LinkBus(link), dataCommand: LinkOutput(link, .dataCommand), reset: LinkOutput(link, .reset),
        time: link.link.pointee.time),
      panels: [
        Panel(kind: kinds[0], chipSelect: LinkOutput(link, .chipSelect0), busy: LinkBusy(link, panel: 0)),
        Panel(kind: kinds[1], chipSelect: LinkOutput(link, .chipSelect1), busy: LinkBusy(link, panel: 1)),
        Panel(kind: kinds[2], chipSelect: LinkOutput(link, .chipSelect2), busy: LinkBusy(link, panel: 2)),
        Panel(kind: kinds[3], chipSelect: LinkOutput(link, .chipSelect3), busy: LinkBusy(link, panel: 3)),
      ])
  }
}
