namespace MiniKubelet.EndToEnd.Tests.Harness;

/// <summary>Waits for what the daemon, a runtime or the kernel brings about: asks again until it is so, or the time is over.</summary>
public static class Until
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(25);

    /// <summary>How long anything may take on a slow and shared machine.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(60);

    /// <summary>Waits until a question has an answer. A daemon that cannot be reached has none yet.</summary>
    public static async Task<T> ValueAsync<T>(string what, Func<Task<T?>> ask, Func<string>? describe = null)
        where T : class
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            Exception? unreachable = null;
            try
            {
                if (await ask() is { } answer)
                {
                    return answer;
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                unreachable = e;
            }

            if (TimeProvider.System.GetElapsedTime(start) > Patience)
            {
                throw new TimeoutException(
                    $"not within {Patience.TotalSeconds} s: {what}\n{describe?.Invoke()}{unreachable?.Message}", unreachable);
            }

            await Task.Delay(_pause, TimeProvider.System);
        }
    }

    /// <summary>Waits until something holds.</summary>
    public static Task TrueAsync(string what, Func<Task<bool>> ask, Func<string>? describe = null) =>
        ValueAsync(what, async () => await ask() ? "yes" : null, describe);

    /// <summary>Waits until something holds.</summary>
    public static Task TrueAsync(string what, Func<bool> ask, Func<string>? describe = null) =>
        TrueAsync(what, () => Task.FromResult(ask()), describe);
}
