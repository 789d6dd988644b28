using System.Globalization;
using System.Text.Json;
using MiniKubelet.Runtime;

namespace MiniKubelet.Runtimes.Docker.Engine;

internal sealed partial class EngineClient
{
    /// <summary>Docker 20.10, of Debian 11 and 12.</summary>
    private static readonly Version _oldest = new(1, 41);

    /// <summary>The newest version this code was written against; a newer daemon still speaks it.</summary>
    private static readonly Version _newest = new(1, 51);

    private string? _versionPrefix;

    /// <summary>Asks the daemon for its version. The one call that needs no agreement on one.</summary>
    public Task<DaemonVersion> GetVersionAsync(CancellationToken cancellationToken) =>
        LimitAsync(
            _socketPath,
            async token =>
            {
                using var request = Request(HttpMethod.Get, "/version");
                using var response = await SendUnversionedAsync(request, token).ConfigureAwait(false);
                try
                {
                    var stream = await response.Content.ReadAsStreamAsync(token).ConfigureAwait(false);
                    var version = await JsonSerializer.DeserializeAsync(stream, EngineJson.Default.DaemonVersion, token).ConfigureAwait(false);
                    return version is { ApiVersion: not null } ? version : throw NotDocker(null);
                }
                catch (JsonException e)
                {
                    throw NotDocker(e);
                }
                catch (IOException e)
                {
                    throw EngineErrors.Unavailable(_socketPath, e);
                }
            },
            cancellationToken);

    /// <summary>The path's first part, such as <c>/v1.41</c>.</summary>
    private async ValueTask<string> VersionPrefixAsync(CancellationToken cancellationToken)
    {
        if (_versionPrefix is { } known)
        {
            return known;
        }

        var daemon = await GetVersionAsync(cancellationToken).ConfigureAwait(false);
        if (!Version.TryParse(daemon.ApiVersion, out var theirs) || theirs < _oldest)
        {
            throw new RuntimeException(
                RuntimeErrorKind.Unimplemented,
                _socketPath,
                $"docker at {_socketPath} speaks API {daemon.ApiVersion}; {_oldest} (Docker 20.10) or newer is needed");
        }

        var agreed = theirs < _newest ? theirs : _newest;
        return _versionPrefix = string.Create(CultureInfo.InvariantCulture, $"/v{agreed}");
    }

    private RuntimeException NotDocker(Exception? inner) =>
        new(RuntimeErrorKind.Unimplemented, _socketPath, $"{_socketPath} does not speak the Docker Engine API", inner);
}
