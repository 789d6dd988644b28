namespace MiniKubelet.Agent.Images;

/// <summary>
/// How many pulls may begin: <c>registryPullQPS</c> a second in the long run, <c>registryBurst</c> at once (client-go's token
/// bucket). What is above that is refused, not delayed, as in the kubelet.
/// </summary>
/// <param name="perSecond">Pulls a second; 0: as many as one likes.</param>
/// <param name="burst">Pulls at once.</param>
/// <param name="time">The clock.</param>
internal sealed class PullRate(int perSecond, int burst, TimeProvider time)
{
    private readonly Lock _lock = new();
    private double _tokens = burst;
    private long _countedAt = time.GetTimestamp();

    /// <summary>True when one more may begin now.</summary>
    public bool TryTake()
    {
        if (perSecond == 0)
        {
            return true;
        }

        lock (_lock)
        {
            var now = time.GetTimestamp();
            _tokens = Math.Min(burst, _tokens + (time.GetElapsedTime(_countedAt, now).TotalSeconds * perSecond));
            _countedAt = now;
            if (_tokens < 1)
            {
                return false;
            }

            _tokens--;
            return true;
        }
    }
}
