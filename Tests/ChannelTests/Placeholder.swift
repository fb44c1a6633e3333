// ChannelTests: to be filled.
