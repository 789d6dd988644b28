using System.Runtime.CompilerServices;

namespace MiniKubelet.Testing;

/// <summary>Waits in real time for what other threads or processes bring about. Never a fixed sleep: returns as soon as it is so.</summary>
public static class Eventually
{
    /// <summary>How long tests wait for something that must happen, on a slow and shared machine.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(20);

    /// <summary>Waits until <paramref name="condition"/> holds; fails with its text, and <paramref name="describe"/>, if it does not.</summary>
    public static async Task TrueAsync(
        Func<bool> condition,
        TimeSpan? within = null,
        Func<string>? describe = null,
        [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        if (!await TryAsync(condition, within ?? Patience))
        {
            throw new TimeoutException($"not true within {within ?? Patience}: {what}{(describe is null ? "" : $"\n{describe()}")}");
        }
    }

    /// <summary>Waits until <paramref name="condition"/> holds; false if it does not within the time.</summary>
    public static async Task<bool> TryAsync(Func<bool> condition, TimeSpan within)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > within)
            {
                return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }

        return true;
    }
}
