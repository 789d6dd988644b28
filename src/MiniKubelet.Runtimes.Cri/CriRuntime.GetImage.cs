using System.Globalization;
using MiniKubelet.Images;
using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Cri.V1;

namespace MiniKubelet.Runtimes.Cri;

public sealed partial class CriRuntime
{
    /// <inheritdoc/>
    public async Task<ImageInfo?> GetImageAsync(string image, CancellationToken cancellationToken)
    {
        var response = await _calls.CallAsync(
            CriMethods.ImageStatus, new ImageStatusRequest { Image = new ImageSpec { Image = image } }, image, cancellationToken);

        // CRI ImageStatus: an image that is not there is an answer without an image.
        if (response.Image is not { } found)
        {
            return ImageName.IsValid(image)
                ? null
                : throw new RuntimeException(RuntimeErrorKind.InvalidImageName, image, $"{image} is no image name");
        }

        return new ImageInfo(
            found.Id, ImageReference.PickDigest(image, found.RepoDigests) ?? found.Id, User(found), (long)found.Size);
    }

    // The runtime splits USER into a number or a name; neither means root.
    private static string User(Image image) =>
        image.Uid is { } uid ? uid.Value.ToString(CultureInfo.InvariantCulture) : image.Username.Split(':')[0];
}
