using System.Runtime;
using MiniKubelet.Linux;

namespace MiniKubelet.Hosting;

/// <summary>Keeps an idle daemon small: soon after the start, and then whenever a minute brought work, what is not needed goes back.</summary>
internal static class MemoryTrimmer
{
    private static readonly TimeSpan FirstAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    // Less than this was allocated: nothing happened that is worth the cost of a collection.
    private const long WorthIt = 2 * 1024 * 1024;

    /// <summary>Runs until cancelled.</summary>
    public static async Task RunAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        long allocated = -WorthIt;
        var pause = FirstAfter;
        while (true)
        {
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            pause = Period;
            var now = GC.GetTotalAllocatedBytes();
            if (now - allocated < WorthIt)
            {
                continue;
            }

            allocated = now;
            GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
            GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            WorkingSet.GiveBack();
        }
    }
}
