using System.Collections.Concurrent;
using MiniKubelet.Images;
using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Docker.Engine;

namespace MiniKubelet.Runtimes.Docker;

public sealed partial class DockerRuntime
{
    private const int ReferenceLimit = 1024;

    /// <summary>References by image id, for observations; an image's content never changes under its id.</summary>
    private readonly ConcurrentDictionary<string, string> _references = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task<ImageInfo?> GetImageAsync(string image, CancellationToken cancellationToken)
    {
        if (!ImageName.IsValid(image))
        {
            throw ImageName.Invalid(image);
        }

        try
        {
            var details = await _engine
                .GetAsync(EngineCall.Image, image, $"/images/{image}/json", EngineJson.Default.ImageDetails, cancellationToken)
                .ConfigureAwait(false);
            var user = (details.Config?.User ?? "").Split(':')[0];
            return new ImageInfo(
                details.Id, ImageReference.PickDigest(image, details.RepoDigests ?? []) ?? details.Id, user, details.Size);
        }
        catch (RuntimeException e) when (e.Kind == RuntimeErrorKind.ImageNotFound)
        {
            return null;
        }
    }

    private async ValueTask<string> ImageReferenceAsync(string imageId, CancellationToken cancellationToken)
    {
        if (_references.TryGetValue(imageId, out var known))
        {
            return known;
        }

        var reference = (await GetImageAsync(imageId, cancellationToken).ConfigureAwait(false))?.Reference ?? imageId;
        if (_references.Count >= ReferenceLimit)
        {
            _references.Clear();
        }

        return _references[imageId] = reference;
    }
}
