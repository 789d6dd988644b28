using System.Security.Cryptography;
using System.Text;
using MiniKubelet.Runtime;

namespace MiniKubelet.Testing;

public sealed partial class FakeRuntime
{
    /// <summary>Says of an image that it is not there, and how a pull of it goes.</summary>
    public void MissingImage(string image, RuntimeErrorKind? pullError = null, TimeSpan pullTakes = default)
    {
        lock (_lock)
        {
            _images[image] = new FakeImage(false, pullError, pullTakes);
        }
    }

    /// <summary>Says of an image that it is not there, and that only these credentials open its registry.</summary>
    public void PrivateImage(string image, RegistryCredentials credentials)
    {
        lock (_lock)
        {
            _images[image] = new FakeImage(false, null, TimeSpan.Zero, Credentials: credentials);
        }
    }

    /// <summary>Says of an image that it is there, and who it runs as.</summary>
    public void PresentImage(string image, string user = "")
    {
        lock (_lock)
        {
            _images[image] = new FakeImage(true, null, TimeSpan.Zero, user);
        }
    }

    /// <inheritdoc/>
    public Task<ImageInfo?> GetImageAsync(string image, CancellationToken cancellationToken) => CallAsync(
        RuntimeVerb.GetImage,
        image,
        () =>
        {
            CheckName(image);
            lock (_lock)
            {
                return _images.TryGetValue(image, out var known) && !known.Present
                    ? null
                    : new ImageInfo(ImageIdOf(image), ImageIdOf(image), known?.User ?? "", 1000);
            }
        },
        cancellationToken);

    /// <inheritdoc/>
    public async Task<string> PullImageAsync(string image, RegistryCredentials? credentials, CancellationToken cancellationToken)
    {
        await CallAsync(RuntimeVerb.PullImage, image, () => CheckName(image), cancellationToken);
        FakeImage? known;
        lock (_lock)
        {
            known = _images.GetValueOrDefault(image);
        }

        if (known is { PullTakes: var takes } && takes > TimeSpan.Zero)
        {
            await Task.Delay(takes, time, cancellationToken);
        }

        if (known?.PullError is { } error)
        {
            throw new RuntimeException(error, image, "the image cannot be pulled");
        }

        if (known?.Credentials is { } wanted && wanted != credentials)
        {
            throw new RuntimeException(RuntimeErrorKind.Unauthorized, image, $"{credentials?.Username ?? "nobody"} is refused");
        }

        PresentImage(image, known?.User ?? "");
        return ImageIdOf(image);
    }

    // As much of the grammar as tests need: lower case, no blanks.
    private static void CheckName(string image)
    {
        if (image.Any(character => char.IsAsciiLetterUpper(character) || char.IsWhiteSpace(character)))
        {
            throw new RuntimeException(RuntimeErrorKind.InvalidImageName, image, "the image's name cannot be parsed");
        }
    }

    // An id stays an id: containers are made from what a pull returned.
    private static string ImageIdOf(string image) =>
        image.StartsWith("sha256:", StringComparison.Ordinal)
            ? image
            : $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(image)))}";
}
