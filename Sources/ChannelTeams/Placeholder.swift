// ChannelTeams: to be filled.
