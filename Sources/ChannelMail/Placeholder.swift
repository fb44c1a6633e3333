// ChannelMail: to be filled.
