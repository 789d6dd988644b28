using MiniKubelet.Runtime;
using MiniKubelet.Runtimes.Cri.V1;

namespace MiniKubelet.Runtimes.Cri;

public sealed partial class CriRuntime
{
    /// <inheritdoc/>
    public async Task<string> PullImageAsync(string image, RegistryCredentials? credentials, CancellationToken cancellationToken)
    {
        var request = new PullImageRequest { Image = new ImageSpec { Image = image }, Auth = ToCri(credentials) };
        try
        {
            // No deadline: a large image over a slow line takes its time; the caller may cancel, which resets the stream, and the
            // runtime gives the pull up.
            var response = await _calls.CallWithoutDeadlineAsync(
                CriMethods.PullImage, request, image, cancellationToken, CriErrorTexts.OfPull);
            return response.ImageRef;
        }
        catch (RuntimeException e) when (e.Kind == RuntimeErrorKind.NotFound)
        {
            throw new RuntimeException(RuntimeErrorKind.ImageNotFound, image, e.Message, e);
        }
        catch (RuntimeException e) when (e.Kind == RuntimeErrorKind.InvalidArgument)
        {
            throw new RuntimeException(RuntimeErrorKind.InvalidImageName, image, e.Message, e);
        }
    }

    private static AuthConfig? ToCri(RegistryCredentials? credentials) => credentials is null
        ? null
        : new AuthConfig
        {
            Username = credentials.Username ?? "",
            Password = credentials.Password ?? "",
            IdentityToken = credentials.IdentityToken ?? "",
            ServerAddress = credentials.ServerAddress ?? "",
        };
}
