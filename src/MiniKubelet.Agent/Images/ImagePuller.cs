using MiniKubelet.Kubernetes;
using MiniKubelet.Runtime;

namespace MiniKubelet.Agent.Images;

/// <summary>What an image is there for: which it is, and whether it had to be fetched.</summary>
/// <param name="Image">The image.</param>
/// <param name="PullTime">How long the pull took, or null when the image was there.</param>
public sealed record PulledImage(ImageInfo Image, TimeSpan? PullTime);

/// <summary>The image cannot be had.</summary>
public sealed class ImageException(string reason, string message) : Exception(message)
{
    /// <summary>The kubelet's word: <c>ErrImagePull</c>, <c>ErrImageNeverPull</c>, <c>InvalidImageName</c>, …</summary>
    public string Reason { get; } = reason;
}

/// <summary>Gets images by their pull policy; at most a given number are pulled at once.</summary>
public sealed class ImagePuller(IContainerRuntime runtime, int maxParallelPulls, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _pulls = new(maxParallelPulls);

    /// <summary>The image, pulled if the policy wants it; throws <see cref="ImageException"/>.</summary>
    public async Task<PulledImage> EnsureAsync(
        string image, PullPolicy policy, Action pulling, CancellationToken cancellationToken)
    {
        if (policy != PullPolicy.Always && await GetAsync(image, cancellationToken).ConfigureAwait(false) is { } present)
        {
            return new PulledImage(present, null);
        }

        return policy switch
        {
            PullPolicy.Never => throw new ImageException(
                "ErrImageNeverPull", $"Container image \"{image}\" is not present with pull policy of Never"),
            PullPolicy.Always or PullPolicy.IfNotPresent => await PullAsync(image, pulling, cancellationToken).ConfigureAwait(false),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => _pulls.Dispose();

    private async Task<ImageInfo?> GetAsync(string image, CancellationToken cancellationToken)
    {
        try
        {
            return await runtime.GetImageAsync(image, cancellationToken).ConfigureAwait(false);
        }
        catch (RuntimeException e) when (e.Kind == RuntimeErrorKind.InvalidImageName)
        {
            throw InvalidName(image, e);
        }
        catch (RuntimeException e)
        {
            throw new ImageException("ImageInspectError", $"Failed to inspect image \"{image}\": {e.Message}");
        }
    }

    private async Task<PulledImage> PullAsync(string image, Action pulling, CancellationToken cancellationToken)
    {
        await _pulls.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            pulling();
            var started = time.GetTimestamp();
            await runtime.PullImageAsync(image, credentials: null, cancellationToken).ConfigureAwait(false);
            var pulled = await runtime.GetImageAsync(image, cancellationToken).ConfigureAwait(false)
                ?? throw new ImageException("ErrImagePull", $"image \"{image}\" was pulled but the runtime does not have it");
            return new PulledImage(pulled, time.GetElapsedTime(started));
        }
        catch (RuntimeException e) when (e.Kind == RuntimeErrorKind.InvalidImageName)
        {
            throw InvalidName(image, e);
        }
        catch (RuntimeException e)
        {
            var reason = e.Kind == RuntimeErrorKind.RegistryUnavailable ? "RegistryUnavailable" : "ErrImagePull";
            throw new ImageException(reason, e.Message);
        }
        finally
        {
            _pulls.Release();
        }
    }

    private static ImageException InvalidName(string image, RuntimeException e) =>
        new("InvalidImageName", $"Failed to apply default image tag \"{image}\": {e.Message}");
}
