using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace MiniKubelet.Linux;

/// <summary>
/// Tells systemd how the daemon does: sd_notify(3) datagrams to <c>$NOTIFY_SOCKET</c>. Without that variable every call
/// does nothing. A datagram that cannot be sent is dropped: the service must not die of it, and the watchdog notices.
/// </summary>
public sealed class SystemdNotify
{
    private readonly UnixDomainSocketEndPoint? _address;

    /// <summary>Reads the variables that systemd set for this process.</summary>
    public SystemdNotify()
        : this(Environment.GetEnvironmentVariable, Environment.ProcessId)
    {
    }

    internal SystemdNotify(Func<string, string?> environment, int processId)
    {
        string? socket = environment("NOTIFY_SOCKET");
        _address = socket switch
        {
            ['/', ..] => new UnixDomainSocketEndPoint(socket),
            ['@', .. string rest] => new UnixDomainSocketEndPoint("\0" + rest), // an abstract name
            _ => null,
        };
        WatchdogTimeout = Watchdog(environment("WATCHDOG_USEC"), environment("WATCHDOG_PID"), processId);
    }

    /// <summary>systemd listens.</summary>
    public bool IsEnabled => _address is not null;

    /// <summary>systemd kills the service when <see cref="Watchdog()"/> stays away this long; call it in half that time. Null: no watchdog.</summary>
    public TimeSpan? WatchdogTimeout { get; }

    /// <summary>The service is up.</summary>
    public void Ready() => Send("READY=1");

    /// <summary>The service is shutting down.</summary>
    public void Stopping() => Send("STOPPING=1");

    /// <summary>The service is alive.</summary>
    public void Watchdog() => Send("WATCHDOG=1");

    /// <summary>One line for <c>systemctl status</c>.</summary>
    public void Status(string text) => Send("STATUS=" + text.ReplaceLineEndings(" "));

    private static TimeSpan? Watchdog(string? microseconds, string? forProcess, int processId)
    {
        bool forUs = string.IsNullOrEmpty(forProcess) || forProcess == processId.ToString(CultureInfo.InvariantCulture);
        return forUs && long.TryParse(microseconds, CultureInfo.InvariantCulture, out long value) && value > 0
            ? TimeSpan.FromMicroseconds(value)
            : null;
    }

    private void Send(string message)
    {
        if (_address is null)
        {
            return;
        }

        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            socket.SendTo(Encoding.UTF8.GetBytes(message), _address);
        }
        catch (SocketException)
        {
            // See the summary.
        }
    }
}
