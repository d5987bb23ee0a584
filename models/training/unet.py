"""A small U-Net: three steps down, bilinear up, batch normalisation; about 0.3 M parameters with base 16."""

import torch
from torch import nn
from torch.nn import functional


class Block(nn.Sequential):
    def __init__(self, channels_in: int, channels_out: int) -> None:
        layers = []
        for a, b in ((channels_in, channels_out), (channels_out, channels_out)):
            layers += [nn.Conv2d(a, b, 3, padding=1, bias=False), nn.BatchNorm2d(b), nn.ReLU(inplace=True)]
        super().__init__(*layers)


class UNet(nn.Module):
    """Logits [n, classes, rows, columns] of images [n, channels, rows, columns]; rows and columns are multiples of 8."""

    def __init__(self, channels: int, classes: int, base: int = 16) -> None:
        super().__init__()
        widths = [base, 2 * base, 4 * base, 4 * base]
        self.down = nn.ModuleList(Block(a, b) for a, b in zip([channels, *widths[:-1]], widths))
        self.up = nn.ModuleList(Block(a + b, b) for a, b in zip(widths[:0:-1], widths[-2::-1]))
        self.last = nn.Conv2d(base, classes, 1)

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        kept = []
        for step, block in enumerate(self.down):
            image = block(image if step == 0 else functional.max_pool2d(image, 2))
            kept.append(image)
        kept.pop()
        for block in self.up:
            image = functional.interpolate(image, scale_factor=2.0, mode="bilinear", align_corners=False)
            image = block(torch.cat([image, kept.pop()], 1))
        return self.last(image)


class Probability(nn.Module):
    """What is exported: sigmoid of logits over the temperature, which calibration found."""

    def __init__(self, network: nn.Module, temperature: float) -> None:
        super().__init__()
        self.network = network
        self.temperature = temperature

    def forward(self, image: torch.Tensor) -> torch.Tensor:
        return torch.sigmoid(self.network(image) / self.temperature)
