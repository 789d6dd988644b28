using System.Text.Json;
using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Docker.Engine;

namespace MiniKubelet.Runtimes.Docker;

public sealed partial class DockerRuntime
{
    private const int ProgressLineLimit = 64 * 1024;

    /// <inheritdoc/>
    public async Task<string> PullImageAsync(string image, RegistryCredentials? credentials, CancellationToken cancellationToken)
    {
        var (name, tag) = ImageName.Split(image);
        var request = EngineClient.Request(
            HttpMethod.Post, $"/images/create?fromImage={Uri.EscapeDataString(name)}&tag={Uri.EscapeDataString(tag)}");
        if (credentials is not null)
        {
            request.Headers.Add("X-Registry-Auth", Encode(credentials));
        }

        // Closing the connection, as a cancellation does, makes Docker give the pull up.
        using (var stream = await OpenPullAsync(image, request, cancellationToken).ConfigureAwait(false))
        {
            // The status was sent before the first layer: what fails after it comes as an object in the stream.
            await foreach (var progress in stream
                .ReadObjectsAsync(EngineJson.Default.PullProgress, ProgressLineLimit, cancellationToken).ConfigureAwait(false))
            {
                if ((progress.ErrorDetail?.Message ?? progress.Error) is { } error)
                {
                    throw new RuntimeException(EngineErrors.KindOfPull(error) ?? RuntimeErrorKind.Internal, image, error);
                }
            }
        }

        // An image that was loaded without a digest may have got one.
        _references.Clear();
        var pulled = await GetImageAsync(image, cancellationToken).ConfigureAwait(false);
        return pulled?.Id
            ?? throw new RuntimeException(RuntimeErrorKind.ImageNotFound, image, $"docker pulled {image} but does not hold it");
    }

    private async Task<EngineStream> OpenPullAsync(string image, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await _engine.OpenAsync(EngineCall.Pull, image, request, cancellationToken).ConfigureAwait(false);
        }
        catch (RuntimeException e) when (e.Kind == RuntimeErrorKind.Internal && EngineErrors.KindOfPull(e.Message) is { } kind)
        {
            throw new RuntimeException(kind, image, e.Message, e);
        }
    }

    private static string Encode(RegistryCredentials credentials)
    {
        var auth = new RegistryAuth(
            credentials.Username, credentials.Password, credentials.IdentityToken, credentials.ServerAddress);
        var json = JsonSerializer.SerializeToUtf8Bytes(auth, RegistryJson.Default.RegistryAuth);

        // Base64 for URLs, with padding: older daemons want it.
        return Convert.ToBase64String(json).Replace('+', '-').Replace('/', '_');
    }
}
