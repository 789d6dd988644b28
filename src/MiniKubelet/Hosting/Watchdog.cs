using MiniKubelet.Linux;

namespace MiniKubelet.Hosting;

/// <summary>Tells systemd that the daemon lives, twice per watchdog period, as long as the loops answer.</summary>
internal static class Watchdog
{
    /// <summary>Runs until cancelled; ends at once where no watchdog was asked for.</summary>
    public static async Task RunAsync(SystemdNotify systemd, Func<bool> healthy, TimeProvider time, CancellationToken cancellationToken)
    {
        if (systemd.WatchdogTimeout is not { } timeout)
        {
            return;
        }

        using var timer = new PeriodicTimer(timeout / 2, time);
        do
        {
            if (healthy())
            {
                systemd.Watchdog();
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
    }
}
