package import Machine

extension InstanceID {
  /// How many shards there are; leads every key, so it is fixed once an installation has rows.
  package static let shardCount = 64

  /// The shard that the instance and all that belongs to it are in; the id is a hash already.
  package var shard: Int { Int(low % UInt64(InstanceID.shardCount)) }
}
