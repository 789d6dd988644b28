using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using MiniKubelet.Api.Http;
using MiniKubelet.Api.Pki;

namespace MiniKubelet.Api;

/// <summary>Kestrel and nothing else of ASP.NET Core: its listeners, limits and how a connection gets its identity.</summary>
internal static class KestrelHost
{
    // The largest object an API server takes; reading needs no body at all.
    private const long MaxRequestBody = 3 * 1024 * 1024;
    private const int MaxConnections = 256;
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(2);

    internal static WebApplication Build(ApiServerOptions options, ServingIdentity identity, ILoggerFactory loggerFactory)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Configure(kestrel, options, identity));
        // Only what goes wrong: a line per request is of no use to anyone here.
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddProvider(new ForwardingLoggerProvider(loggerFactory));
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        return builder.Build();
    }

    /// <summary>The port that was really bound for TLS.</summary>
    internal static int SecurePort(WebApplication web) =>
        web.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses
            .Select(a => new Uri(a)).First(a => a.Scheme == Uri.UriSchemeHttps).Port;

    private static void Configure(KestrelServerOptions kestrel, ApiServerOptions options, ServingIdentity identity)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaxRequestBody;
        kestrel.Limits.MaxConcurrentConnections = MaxConnections;
        // A stopped terminal behind `kubectl logs -f` reads nothing for as long as it likes.
        kestrel.Limits.MinResponseDataRate = null;

        kestrel.Listen(options.Address, options.Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1AndHttp2;
            listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(identity.TlsOptions()) });
            Identify(listen, connection => new(
                Listener.Secure,
                identity.Authenticate(connection.Features.Get<ITlsConnectionFeature>()?.ClientCertificate)));
        });
        ListenPlain(kestrel, options.HealthzPort, Listener.Healthz);
        ListenPlain(kestrel, options.ReadOnlyPort, Listener.ReadOnly);
    }

    private static void ListenPlain(KestrelServerOptions kestrel, int port, Listener listener)
    {
        if (port > 0)
        {
            kestrel.Listen(IPAddress.Loopback, port, listen =>
            {
                listen.Protocols = HttpProtocols.Http1;
                Identify(listen, _ => new(listener, null));
            });
        }
    }

    private static void Identify(ListenOptions listen, Func<ConnectionContext, ConnectionIdentity> identify) =>
        listen.Use(next => connection =>
        {
            connection.Features.Set(identify(connection));
            return next(connection);
        });

    // The daemon handles its own signals; the host in here must not.
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class ForwardingLoggerProvider(ILoggerFactory target) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => target.CreateLogger(categoryName);

        public void Dispose()
        {
            // The factory belongs to the daemon.
        }
    }
}
