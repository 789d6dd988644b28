using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace MiniKubelet.Runtimes.Docker;

/// <summary>A process in a container, seen from the host.</summary>
internal static class ContainerProcess
{
    /// <summary>
    /// Kills a process and its children, if it is one of that container: a pid may have been given to another process since
    /// Docker told it. Its control group says so, which a process in a container cannot leave.
    /// </summary>
    public static void Kill(int pid, string containerId)
    {
        try
        {
            // Holding the process before looking at it: Kill compares its start time, so a pid reused from here on is left alone.
            using var process = Process.GetProcessById(pid);
            _ = process.StartTime;
            if (IsOf(pid, containerId))
            {
                process.Kill(entireProcessTree: true);
            }
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or IOException or Win32Exception or AggregateException)
        {
            // It ended by itself.
        }
    }

    private static bool IsOf(int pid, string containerId) =>
        File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/cgroup"))
            .Contains(containerId, StringComparison.Ordinal);
}
