// The time-keeping that the user's settings ask for. Must never choose the network: that is the board's.

extension NetworkTime where N: ~Copyable, R: ~Copyable {
  public init(_ settings: UserSettings, network: consuming N, random: consuming R) {
    self.init(client: SNTPClient(network: network, random: random, names: settings.servers), zone: settings.zone)
  }
}
