using MiniKubelet.Kubernetes;

namespace MiniKubelet.Probing;

/// <summary>The numbers of a v1 Probe, with the API's defaults filled in.</summary>
/// <param name="InitialDelay">From the container's start to the first run.</param>
/// <param name="Timeout">How long one run may take.</param>
/// <param name="Period">From run to run.</param>
/// <param name="SuccessThreshold">Successes in a row that make a success.</param>
/// <param name="FailureThreshold">Failures in a row that make a failure.</param>
public sealed record ProbeSettings(
    TimeSpan InitialDelay, TimeSpan Timeout, TimeSpan Period, int SuccessThreshold, int FailureThreshold)
{
    // Beyond what a timer can hold (49 days) the difference is nobody's.
    private const int MaxSeconds = 40 * 24 * 60 * 60;

    /// <summary>The settings of <paramref name="probe"/>; what is not set has the API's default (delay 0 s, timeout 1 s, period
    /// 10 s, thresholds 1 and 3).</summary>
    public static ProbeSettings Of(Probe probe) => new(
        Seconds(Math.Max(0, probe.InitialDelaySeconds)),
        Seconds(OrDefault(probe.TimeoutSeconds, 1)),
        Seconds(OrDefault(probe.PeriodSeconds, 10)),
        OrDefault(probe.SuccessThreshold, 1),
        OrDefault(probe.FailureThreshold, 3));

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(Math.Min(seconds, MaxSeconds));

    private static int OrDefault(int value, int fallback) => value > 0 ? value : fallback;
}
