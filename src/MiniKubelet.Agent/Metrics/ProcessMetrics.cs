using System.Diagnostics;
using System.Text;

namespace MiniKubelet.Agent.Metrics;

/// <summary>The daemon itself, under the names every Prometheus client library gives: processor, memory, files, start.</summary>
internal sealed class ProcessMetrics
{
    private readonly Gauge _processor =
        new("counter", "process_cpu_seconds_total", "Total user and system CPU time spent in seconds.");

    private readonly Gauge _resident = new("gauge", "process_resident_memory_bytes", "Resident memory size in bytes.");

    private readonly Gauge _virtual = new("gauge", "process_virtual_memory_bytes", "Virtual memory size in bytes.");

    private readonly Gauge _files = new("gauge", "process_open_fds", "Number of open file descriptors.");

    private readonly Gauge _start =
        new("gauge", "process_start_time_seconds", "Start time of the process since unix epoch in seconds.");

    internal void Render(StringBuilder text)
    {
        using var process = Process.GetCurrentProcess();
        _processor.Set(process.TotalProcessorTime.TotalSeconds);
        _resident.Set(process.WorkingSet64);
        _virtual.Set(process.VirtualMemorySize64);
        _files.Set(Directory.GetFileSystemEntries("/proc/self/fd").Length);
        _start.Set((process.StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds);
        foreach (var metric in new[] { _processor, _resident, _virtual, _files, _start })
        {
            metric.Render(text);
        }
    }
}
