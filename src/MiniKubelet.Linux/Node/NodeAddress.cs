using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace MiniKubelet.Linux;

/// <summary>The node's own IP address.</summary>
public static class NodeAddress
{
    /// <summary>
    /// The address this machine would use towards its default gateway, IPv4 before IPv6; without a default route that of
    /// the first interface that is up; else the loopback address. Sends nothing.
    /// </summary>
    public static IPAddress Primary() =>
        SourceTowards(IPAddress.Parse("192.0.2.1")) ?? // addresses for documentation: only a default route leads there
        FirstOfInterfaces(AddressFamily.InterNetwork) ??
        SourceTowards(IPAddress.Parse("2001:db8::1")) ??
        FirstOfInterfaces(AddressFamily.InterNetworkV6) ??
        IPAddress.Loopback;

    // Connecting a datagram socket only looks up the route.
    private static IPAddress? SourceTowards(IPAddress destination)
    {
        try
        {
            using var socket = new Socket(destination.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(destination, 9);
            return (socket.LocalEndPoint as IPEndPoint)?.Address;
        }
        catch (SocketException)
        {
            return null;
        }
    }

    private static IPAddress? FirstOfInterfaces(AddressFamily family) => NetworkInterface.GetAllNetworkInterfaces()
        .Where(candidate => candidate.OperationalStatus == OperationalStatus.Up &&
            candidate.NetworkInterfaceType != NetworkInterfaceType.Loopback)
        .SelectMany(candidate => candidate.GetIPProperties().UnicastAddresses)
        .Select(unicast => unicast.Address)
        .FirstOrDefault(address => address.AddressFamily == family && !address.IsIPv6LinkLocal);
}
